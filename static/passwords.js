// Forms that work without any script get a button that shows the password being chosen.
(() => {
  "use strict";
  const made = document.getElementById("show-password");
  if (!made) return;
  for (const field of document.querySelectorAll('input[autocomplete="new-password"]')) {
    const button = made.content.firstElementChild.cloneNode(true);
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
    field.form.addEventListener("submit", () => { field.type = "password"; });
    field.after(button);
  }
})();
