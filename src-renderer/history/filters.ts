/** The query with one more condition, or without it where it has it already. */
export function withCondition(query: string, condition: string): string {
  const parts = query
    .trim()
    .split(/ and /i)
    .filter((part) => part !== '');
  if (parts.includes(condition)) return parts.filter((part) => part !== condition).join(' and ');
  const plain = query.trim() === '' || !/ or /i.test(query);
  return query.trim() === '' ? condition : `${plain ? query.trim() : `(${query.trim()})`} and ${condition}`;
}

export function hasCondition(query: string, condition: string): boolean {
  return query.trim().split(/ and /i).includes(condition);
}
