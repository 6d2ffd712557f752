// The page of test/content-security-policy.node.test.ts: what becomes of each engine of the entry that its address names.

/** @returns {{ engine, numbers } | { error }} which engine runs and what it computes, or why not */
function attempt({ NeuralNetwork }, engine) {
  try {
    const network = new NeuralNetwork({ layers: [3, 4, 1], seed: 1, engine });
    const inputs = { data: [0, 0, 1, 1, 0, 1], rows: 2, columns: 3 };
    const { losses } = network.train(inputs, [[0], [1]], { epochs: 20 });
    return { engine: network.engine, numbers: [...losses, ...network.think([1, 1, 1])] };
  } catch (error) {
    return { error: String(error) };
  }
}

async function find() {
  let violations = 0;
  addEventListener('securitypolicyviolation', () => violations++);

  const neurite = await import(location.search.slice(1));
  const auto = [1, 2, 3].map(() => attempt(neurite, 'auto'));
  await new Promise((resolve) => setTimeout(resolve)); // violations are reported in a turn of their own
  const violationsByAuto = violations;

  let evaluated = true;
  try {
    new Function('');
  } catch {
    evaluated = false;
  }
  return {
    auto,
    violationsByAuto,
    wasm: attempt(neurite, 'wasm'),
    javascript: attempt(neurite, 'javascript'),
    byDefault: attempt(neurite),
    init: await neurite.init().then(() => 'compiled', String),
    evaluated,
  };
}

globalThis.findings = find();
