// What was typed and not saved yet, kept on this computer until it is.
export function drafts(person, locale, release) {
  const name = (key) => `readout:${person}:${locale}:${release}:${key}`;
  let works = true;
  const attempt = (action) => {
    try {
      return action();
    } catch {
      works = false;
      return null;
    }
  };
  return {
    get works() {
      return works;
    },
    get: (key) => attempt(() => JSON.parse(localStorage.getItem(name(key)))),
    keep: (key, text, version) => attempt(() => localStorage.setItem(name(key), JSON.stringify({ text, version }))),
    drop: (key) => attempt(() => localStorage.removeItem(name(key))),
  };
}
