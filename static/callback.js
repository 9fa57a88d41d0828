// Hands the answer of an authorization to the page of Keylodge that opened this window, and to nobody else. Before all
// it takes the answer out of the address; it stands in the fragment, which browsers send to no server.
(() => {
  "use strict";
  const answer = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  const heard = Boolean(answer && window.opener);
  if (heard) window.opener.postMessage({ authorization: answer }, location.origin);
  document.addEventListener("DOMContentLoaded", () => {
    const words = document.getElementById("said");
    if (heard) words.textContent = words.dataset.heard;
  });
  if (heard) window.close();
})();
