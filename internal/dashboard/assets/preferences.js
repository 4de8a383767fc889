// Applies the saved theme and language before the first paint, so that a dark page does not flash white.
(function () {
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const root = document.documentElement;
  const theme = recall('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const language = recall('language');
  if (language === 'en' || language === 'ko') root.lang = language;
})();
