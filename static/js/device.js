// Applies the choices for this device before the first paint, so that nothing flashes. A classic script on purpose.
"use strict";
for (const name of ["theme", "size", "face", "lines", "width", "times"]) {
  try {
    const choice = localStorage.getItem(`annotate.${name}`);
    if (choice) document.documentElement.dataset[name] = choice;
  } catch {
    break; // A browser that keeps nothing shows the defaults.
  }
}
