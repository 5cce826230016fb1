// The keyboard. In the text field only chords that no browser, screen reader or input
// method uses; Escape leaves it, and then single letters work, on the segment only.
export function keyboard({ doc, opened, field, open, send, insert, say, words, undoLast }) {
  const segments = () => [...doc.querySelectorAll("article.seg:not(.repeat):not(.filtered)")];

  function step(fits, back = false) {
    const all = segments();
    const here = all.indexOf(document.activeElement.closest?.("article.seg") ?? opened());
    const order = back ? all.slice(0, Math.max(here, 0)).reverse() : [...all.slice(here + 1), ...all.slice(0, Math.max(here, 0))];
    const found = order.find(fits);
    if (found) open(found.dataset.key);
    else say(words.nothing);
  }

  const press = (selector) => opened()?.querySelector(selector)?.click();
  const submit = (what) => {
    const button = opened()?.querySelector(`form.edit button[value=${what}]`);
    if (button) send(button.form, what);
  };

  const take = (number) => {
    const text = opened()?.querySelectorAll(".suggestions .text")[number - 1];
    if (text && !field().readOnly) insert(field(), text.textContent, true);
  };

  const letters = {
    e: () => field()?.focus(),
    Enter: () => field()?.focus(),
    a: () => submit("approve"),
    s: () => submit("save"),
    u: () => undoLast() === false && submit("undo"),
    c: () => press("button.copy"),
    x: () => press("a.skip-on"),
    r: () => {
      const details = opened()?.querySelector("details.return");
      if (!details) return;
      details.open = true;
      details.querySelector("input[name=reason]").focus();
    },
    j: () => step(() => true),
    k: () => step(() => true, true),
    n: () => step((s) => s.dataset.state !== "approved"),
    i: () => step((s) => "issues" in s.dataset || s.dataset.state === "returned"),
    m: () => step((s) => "comments" in s.dataset),
    d: () => press("details.suggest a.ask"),
    "?": () => document.getElementById("keys-link").click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const area = event.target.closest?.("textarea, input, select");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (area) {
      if (!area.matches("textarea[name=target]")) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        const approve = opened().querySelector("form.edit button[value=approve]");
        submit(event.shiftKey || !approve ? "save" : "approve");
      } else if (event.ctrlKey && event.shiftKey && !event.altKey && /^Digit[1-9]$/.test(event.code)) {
        event.preventDefault();
        take(event.code.slice(-1));
      } else if (event.key === "Escape" && plain) {
        event.preventDefault();
        opened().focus();
      }
      return;
    }
    if (!plain) return;
    if (event.key === "?") {
      event.preventDefault();
      letters["?"]();
      return;
    }
    const row = event.target.closest?.("article.seg");
    if (!row || event.target !== row) return;
    if (/^[1-9]$/.test(event.key)) {
      event.preventDefault(); // else the digit is typed into the field that has the focus now
      take(event.key);
    } else if (letters[event.key]) {
      event.preventDefault();
      letters[event.key]();
    }
  });

  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  document.getElementById("keys-link").addEventListener("click", async (event) => {
    event.preventDefault();
    if (!dialog.hasChildNodes()) {
      const answer = await fetch(event.currentTarget.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      dialog.append(...page.querySelector("main").childNodes);
      const form = document.createElement("form");
      form.method = "dialog";
      const button = document.createElement("button");
      button.textContent = dialog.querySelector("[data-close]").dataset.close;
      form.append(button);
      dialog.append(form);
      dialog.setAttribute("aria-labelledby", "keys-title");
    }
    dialog.showModal();
  });
}
