/**
 * Does something at once, or when the button of the mouse is released again. A
 * control is left as soon as the button goes down; a problem that appeared just
 * then would move what is being pressed away from under the pointer, and the
 * press would be lost.
 */
export function afterPress(action: () => void): void {
  if (!document.querySelector(':active')) {
    action();
    return;
  }
  const done = () => {
    document.removeEventListener('pointerup', done);
    document.removeEventListener('pointercancel', done);
    // After the click that belongs to the press.
    setTimeout(action);
  };
  document.addEventListener('pointerup', done);
  document.addEventListener('pointercancel', done);
}
