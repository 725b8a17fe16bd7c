// Light or dark and the language are set before anything is drawn, so that no page flashes.
(() => {
  var root = document.documentElement;
  var kept = null;
  var language = null;
  try {
    kept = localStorage.getItem("mantine-color-scheme-value");
    language = localStorage.getItem("daylight-language");
  } catch {
    // Storage may be forbidden: then the system's choice holds.
  }
  var dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  var chinese = language ? language === "zh" : /^zh\b/i.test(navigator.language);
  root.lang = chinese ? "zh-Hans" : "en";
})();
