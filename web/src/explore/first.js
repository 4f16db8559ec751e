// Asks for the first picture while the script that draws it is still on its way.

import { FIRST, token, viewer } from "./data.js";

if (token()) {
  window.firstPicture = viewer(FIRST);
  window.firstPicture.catch(() => {}); // Who draws it says what went wrong.
}
