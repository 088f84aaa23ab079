/** Gives a class a property for each attribute: `open` is there or not, the others hold text. */
export function reflect(prototype: HTMLElement, names: readonly string[]): void {
  for (const name of names) {
    const isFlag = name === 'open'
    Object.defineProperty(prototype, name, {
      get(this: HTMLElement) {
        return isFlag ? this.hasAttribute(name) : this.getAttribute(name)
      },
      set(this: HTMLElement, value: unknown) {
        if (isFlag) this.toggleAttribute(name, !!value)
        else if (value == null) this.removeAttribute(name)
        else this.setAttribute(name, `${value}`)
      },
    })
  }
}
