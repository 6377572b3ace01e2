// What tests/report/browser.sh does in a page: words go into `result`.
var result = document.createElement("pre");
result.id = "result";
document.body.appendChild(result);
function say(words) { result.appendChild(document.createTextNode(words + "\n")); }
function key(element, name) {
  element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
}
