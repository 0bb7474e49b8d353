const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

/**
 * Whether Windows takes a name of a file or folder for a device, whatever its
 * ending. A service that has such a path cannot be checked out there.
 */
export function isDeviceName(name: string): boolean {
  return DEVICE_NAME.test(name);
}
