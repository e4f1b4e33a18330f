pub struct DataMigration;
