// The edition as it would be published, beside the document; it follows the work.
export function beside(doc, opened) {
  const button = document.getElementById("beside");
  const work = doc.parentElement;
  let frame = null;

  function follow() {
    const anchor = opened()?.dataset.anchor;
    if (frame?.contentDocument?.readyState === "complete" && anchor) frame.contentDocument.getElementById(anchor)?.scrollIntoView({ block: "center" });
  }

  function toggle(isOn) {
    work.classList.toggle("beside", isOn);
    button.setAttribute("aria-pressed", String(isOn));
    sessionStorage.setItem("beside", isOn ? "1" : "");
    if (!isOn) {
      frame?.remove();
      frame = null;
      return;
    }
    frame = document.createElement("iframe");
    frame.title = button.dataset.title;
    frame.src = button.dataset.url;
    frame.addEventListener("load", follow);
    work.append(frame);
  }

  button.addEventListener("click", () => toggle(!frame));
  if (sessionStorage.getItem("beside")) toggle(true);
  return { follow, changed: () => frame?.contentWindow.location.reload() };
}
