import { listen } from '../../../commands/src/peers/client-kafka/listener.ts';
import { readerEnvironment, serveReader } from '../reader-process.ts';
import type { Tick } from '../tick.ts';

const { tally, ready } = serveReader();
await listen<Tick>(readerEnvironment(), (tick) => tally.handle(tick));
ready();
