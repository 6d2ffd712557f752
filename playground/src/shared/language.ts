// Some browsers call their language 'C', which Intl refuses; uPlot asks Intl as soon as it is loaded. Import this first.

try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en' });
}
