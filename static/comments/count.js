// Says how much room is left once nine tenths of it are used. Counts what the site counts: characters, without
// the blanks at the ends and without what it drops (controls, directions, the fourth mark on a letter).
"use strict";
{
  const ENDS = /^(?:(?!\ufeff)[\s\x1c-\x1f\x85])+|(?:(?!\ufeff)[\s\x1c-\x1f\x85])+$/g;
  const DROPPED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
  const MARKS = /([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu;

  const length = (text) => [...text.replace(ENDS, "").replace(DROPPED, "").replace(MARKS, "$1").replace(/^\n+|\n+$/g, "")].length;

  const sentence = ({ form, value, dataset: { limit } }) => {
    if (value.length < 0.9 * limit) return "";
    const left = limit - length(value);
    if (left > 0.1 * limit) return "";
    const count = Math.abs(left).toLocaleString(document.documentElement.lang);
    return (left < 0 ? form.dataset.over : form.dataset.left).replace("{count}", count);
  };

  let timer = 0;
  const tell = ({ target: field }) => {
    if (!field.dataset?.limit) return;
    clearTimeout(timer);
    timer = setTimeout(() => { // in a pause: read out after every letter it would be a nuisance
      const words = sentence(field);
      const line = field.form.querySelector("[data-count]");
      line.classList.toggle("invalid-feedback", words !== "" && length(field.value) > field.dataset.limit);
      if (line.textContent !== words) line.textContent = words;
    }, 400);
  };
  document.addEventListener("input", tell);
  document.addEventListener("focusin", tell);
}
