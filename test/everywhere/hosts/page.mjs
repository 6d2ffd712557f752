// Browsers: the packed module as it is, without bundler or import map; the report is posted to the server.
async function report() {
  const [neurite, { probe }] = await Promise.all([import('./neurite.mjs'), import('./probe.mjs')]);
  return probe(neurite);
}

const body = await report().catch((error) => ({ error: String(error) }));
await fetch(`/report${location.search}`, {
  method: 'POST',
  body: JSON.stringify(body),
});
