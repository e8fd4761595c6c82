// The keys of a page. Each stands for a button, a link or a summary that shows it; without this script those do.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

function answer(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  let key = event.key.toLowerCase();
  if (key === "enter") {
    // On a link or button it does what it always does.
    if (event.target.closest("a, button, summary")) return;
    key = "1";
  }
  const bearer = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!bearer) return;
  event.preventDefault();
  if (bearer.tagName === "SUMMARY") {
    bearer.parentElement.open = true;
    bearer.parentElement.querySelector("textarea").focus();
  } else {
    bearer.click();
  }
}

document.addEventListener("keydown", answer);
