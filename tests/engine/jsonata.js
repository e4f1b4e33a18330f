// Evaluates JSONata by the reference implementation: a request `{"id", "expression"}` a line, an answer
// `{"id", "value"}`, `{"id", "nothing": true}` or `{"id", "error"}` a line.
const crypto = require('crypto');
const jsonata = require('jsonata');

// The functions that AWS adds; of `$hash` the algorithms that AWS names.
const added = {
  partition: [(list, size) => {
    const parts = [];
    for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
    return parts;
  }, '<an:a>'],
  range: [(first, last, step) => {
    const numbers = [];
    for (let n = first; step > 0 ? n <= last : n >= last; n += step) numbers.push(n);
    return numbers;
  }, '<nnn:a>'],
  hash: [(text, algorithm) =>
    crypto.createHash(algorithm.replace('-', '').toLowerCase()).update(text, 'utf8').digest('hex'), '<ss:s>'],
  uuid: [() => crypto.randomUUID(), '<:s>'],
  parse: [(text) => JSON.parse(text), '<s:j>'],
};

async function answer({ id, expression }) {
  try {
    const compiled = jsonata(expression);
    for (const [name, [implementation, signature]] of Object.entries(added)) {
      compiled.registerFunction(name, implementation, signature);
    }
    const value = await compiled.evaluate();
    return value === undefined ? { id, nothing: true } : { id, value };
  } catch (error) {
    return { id, error: `${error.code ?? ''} ${error.message}`.trim() };
  }
}

require('readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
});
