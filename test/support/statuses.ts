/** By status, how many. */
export async function statuses(
  times: number,
  ask: (turn: number) => Promise<Response>,
): Promise<Record<number, number>> {
  const seen: Record<number, number> = {}
  for (let turn = 0; turn < times; turn++) {
    const { status } = await ask(turn)
    seen[status] = (seen[status] ?? 0) + 1
  }
  return seen
}
