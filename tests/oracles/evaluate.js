// Runs definitions of Pass, Choice and Succeed states over inputs, with the reference implementation of JSONata.
// One request a line, {"definition": …, "inputs": […], "context": …}; one answer a line, a list of {"ok": …} and {"error": …}.
const { createHash, randomUUID } = require('crypto');
const jsonata = require('jsonata');

// What AWS adds to JSONata.
const added = {
  partition: [(list, size) => {
    const parts = [];
    for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
    return parts;
  }, '<an:a>'],
  range: [(first, last, step) => {
    const numbers = [];
    for (let at = first; step > 0 ? at <= last : at >= last; at += step) numbers.push(at);
    return numbers;
  }, '<nnn:a>'],
  hash: [(text, algorithm) => createHash(algorithm.toLowerCase().replace('-', '')).update(text, 'utf8').digest('hex'), '<ss:s>'],
  uuid: [() => randomUUID(), '<:s>'],
  parse: [text => JSON.parse(text), '<s:j>'],
};

const compiled = new Map();

function compile(source) {
  let expression = compiled.get(source);
  if (expression === undefined) {
    expression = jsonata(source);
    for (const [name, [body, signature]] of Object.entries(added)) expression.registerFunction(name, body, signature);
    compiled.set(source, expression);
  }
  return expression;
}

async function fill(template, states) {
  if (typeof template === 'string') {
    if (!template.startsWith('{%') || !template.endsWith('%}')) return template;
    const value = await compile(template.slice(2, -2)).evaluate(undefined, { states });
    if (value === undefined) throw new Error(`undefined: ${template}`);
    return value;
  }
  if (Array.isArray(template)) {
    const values = [];
    for (const element of template) values.push(await fill(element, states));
    return values;
  }
  if (template === null || typeof template !== 'object') return template;
  const value = {};
  for (const [key, inner] of Object.entries(template)) {
    Object.defineProperty(value, key, { value: await fill(inner, states), enumerable: true, writable: true, configurable: true });
  }
  return value;
}

// Values cross from state to state as JSON.
async function output(state, input, context) {
  if (state.Output === undefined) return input;
  return JSON.parse(JSON.stringify(await fill(state.Output, { input, context })));
}

async function run(definition, input, context) {
  let name = definition.StartAt;
  for (;;) {
    const state = definition.States[name];
    let next = state.Next;
    let from = state;
    if (state.Type === 'Choice') {
      from = undefined;
      for (const choice of state.Choices) {
        const holds = await fill(choice.Condition, { input, context });
        if (typeof holds !== 'boolean') throw new Error(`no boolean: ${choice.Condition}`);
        if (holds) {
          from = choice;
          break;
        }
      }
      next = from === undefined ? state.Default : from.Next;
      from = from === undefined ? state : from;
    } else if (state.Type !== 'Pass' && state.Type !== 'Succeed') {
      throw new Error(`a state of another type: ${state.Type}`);
    }
    input = await output(from, input, context);
    if (next === undefined) return input;
    name = next;
  }
}

async function answer(line) {
  const { definition, inputs, context } = JSON.parse(line);
  const results = [];
  for (const input of inputs) {
    try {
      results.push({ ok: await run(definition, input, context) });
    } catch (error) {
      results.push({ error: 'States.QueryEvaluationError', why: `${error.code ?? ''} ${error.message ?? error}` });
    }
  }
  process.stdout.write(`${JSON.stringify(results)}\n`);
}

let queue = Promise.resolve();
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  queue = queue.then(() => answer(line));
});
