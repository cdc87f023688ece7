// Shows what only works with scripts, and says it in words when a passkey did not work.
document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false
})

document.addEventListener("allauth.error", event => {
  event.preventDefault()
  const place = document.querySelector("[data-passkey-error]")
  if (place) place.hidden = false
})
