/** Commands and flags that no group types, each with the reason. What is typed must not stand here. */
export const notTyped: Readonly<Record<string, string>> = {};
