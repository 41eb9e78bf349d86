/** A number and what is counted: `1 topic`, `3 topics`; `many` where that is not `one` with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
