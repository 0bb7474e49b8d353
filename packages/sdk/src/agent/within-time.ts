/**
 * Waits for something no longer than it may take.
 *
 * @throws whatever it throws, and Error when it takes longer than `milliseconds`.
 */
export async function withinTime<T>(
  milliseconds: number,
  work: Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`took longer than ${milliseconds} ms.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
