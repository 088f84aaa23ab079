/** A form's own name for a field, made from what the upstream calls it: `Conta de luz` → `conta-de-luz`. */
export function slug(label: string): string {
  const plain = label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 56)
  return plain === '' ? 'field' : plain
}

/** The same for many: a second one of a kind gets a number. */
export function uniqueSlugs(labels: readonly string[]): readonly string[] {
  const used = new Set<string>()
  return labels.map((label) => {
    const base = slug(label)
    let name = base
    for (let n = 2; used.has(name); n++) name = `${base}-${n}`
    used.add(name)
    return name
  })
}
