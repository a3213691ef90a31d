/**
 * Answers every line of the standard input with a line of the standard output, one after the other, until the input
 * ends. Only "\n" ends a line: texts may hold the other characters that readers of lines take for an end.
 */
export async function answerLines(answer: (line: string) => Promise<string>): Promise<void> {
  let rest: string[] = [];
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin as AsyncIterable<string>) {
    const lines = chunk.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      process.stdout.write(`${await answer(rest.join("") + line)}\n`);
      rest = [];
    }
    rest.push(last);
  }
}
