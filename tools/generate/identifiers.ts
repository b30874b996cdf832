/** `core/persistent-volume` becomes `corePersistentVolume`. */
export function camelCase(text: string): string {
  return text.replace(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
