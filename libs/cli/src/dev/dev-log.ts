import { styleText } from 'node:util';

/** What is shown of `gregor dev`: each line behind the name of who wrote it, each name in a colour of its own. */
export class DevLog {
  private readonly colours = new Map<string, Colour>();
  private width: number;

  constructor(
    names: readonly string[],
    private readonly stream: NodeJS.WritableStream = process.stdout,
  ) {
    this.width = Math.max(OWN.length, ...names.map((name) => name.length));
  }

  get hasColours(): boolean {
    return this.paint('red', 'x') !== 'x';
  }

  /** What a process wrote. */
  line(name: string, text: string): void {
    this.width = Math.max(this.width, name.length);
    const head = this.paint(this.colourOf(name), `${name.padEnd(this.width)} │`);
    this.stream.write(`${head} ${text}\n`);
  }

  /** What `gregor dev` itself has to say, line by line. */
  say(text: string, colour?: Colour): void {
    const head = this.paint('bold', `${OWN.padEnd(this.width)} │`);
    for (const line of text.trimEnd().split('\n')) {
      const painted = colour === undefined || line === '' ? line : this.paint(colour, line);
      this.stream.write(`${head} ${painted}\n`.replace(/ \n$/, '\n'));
    }
  }

  /** Colours a text where colours are wanted: NO_COLOR, FORCE_COLOR, no terminal, as Node decides. */
  paint(colour: Colour, text: string): string {
    return styleText(colour, text, { stream: this.stream });
  }

  private colourOf(name: string): Colour {
    const known = this.colours.get(name) ?? PALETTE[this.colours.size % PALETTE.length] ?? 'cyan';
    this.colours.set(name, known);
    return known;
  }
}

const OWN = 'dev';
// Red and yellow are for what is wrong.
const PALETTE = ['cyan', 'magenta', 'blue', 'green', 'cyanBright', 'magentaBright'] as const;
type Colour = (typeof PALETTE)[number] | 'bold' | 'red' | 'yellow' | 'dim';
