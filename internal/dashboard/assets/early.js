// What is remembered of the last visit, before anything is drawn: nobody wants a white flash in a dark room.
(function () {
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const root = document.documentElement;
  const theme = recall('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const language = recall('language');
  if (language === 'en' || language === 'ko') root.lang = language;
})();
