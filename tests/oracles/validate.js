// Judges definitions with asl-validator and with AWS's own language service.
// In: a JSON array of [name, text] on stdin. Out: a JSON array of [name, oracle, words] on stdout.
'use strict';
const aslValidator = require('asl-validator');
const { getLanguageService } = require('amazon-states-language-service');
const { TextDocument } = require('vscode-languageserver-textdocument');

const service = getLanguageService({ aslOptions: { shouldShowStateSnippets: false } });

function byAslValidator(text) {
  let definition;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    return [`not JSON: ${error.message}`];
  }
  const { isValid, errors } = aslValidator(definition);
  return isValid ? [] : errors.map((e) => `${e['Error code'] ?? ''} ${e.Message ?? JSON.stringify(e)}`.trim());
}

async function byLanguageService(name, text) {
  const document = TextDocument.create(`file:///${name}`, 'asl', 1, text);
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
  return diagnostics.map((d) => `line ${d.range.start.line + 1}: ${d.message}`);
}

async function main() {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const found = [];
  for (const [name, text] of JSON.parse(input)) {
    for (const words of byAslValidator(text)) found.push([name, 'asl-validator', words]);
    for (const words of await byLanguageService(name, text)) found.push([name, 'language-service', words]);
  }
  process.stdout.write(JSON.stringify(found));
}

main();
