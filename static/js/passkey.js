// A passkey that was cancelled or refused: say so beside the button instead of in the console.

const fault = document.querySelector("[data-passkey-fault]");

if (fault) {
  fault.setAttribute("role", "alert");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    fault.hidden = false;
  });
}
