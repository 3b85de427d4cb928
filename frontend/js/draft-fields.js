// What a draft holds: the fields of a form by name. Passwords, files and tokens never; hidden fields only when they ask.
const LEFT_OUT = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

function controls(form) {
  return [...form.elements].filter(
    (element) => element.name && (!LEFT_OUT.has(element.type) || "draftField" in element.dataset) && !element.closest("[data-no-draft]"),
  );
}

/** {name: text} or {name: [text, …]} for boxes and multiple choices. */
export function contentOf(form) {
  const content = {};
  for (const control of controls(form)) {
    if (control.type === "checkbox") {
      content[control.name] ??= [];
      if (control.checked) content[control.name].push(control.value);
    } else if (control.type === "radio") {
      if (control.checked) content[control.name] = control.value;
    } else if (control.type === "select-multiple") {
      content[control.name] = [...control.selectedOptions].map((option) => option.value);
    } else {
      content[control.name] = control.value;
    }
  }
  return content;
}

/** Put a draft's content into the form; fields that the draft does not know stay. */
export function fill(form, content) {
  for (const control of controls(form)) {
    if (!(control.name in content)) continue;
    const value = content[control.name];
    if (control.type === "checkbox") control.checked = Array.isArray(value) && value.includes(control.value);
    else if (control.type === "radio") control.checked = value === control.value;
    else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = Array.isArray(value) && value.includes(option.value);
    } else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: false }));
  }
}

export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
