import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import type { MachineFacts } from '@metamorphosis/contract';

interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

interface Traffic {
  readonly received: number;
  readonly sent: number;
  readonly at: number;
}

/** Measures the machine; shares and rates are since the measurement before. */
export class MachineMeter {
  private times = cpuTimes();
  private traffic: Traffic | undefined;

  /** Measures now. What the system does not tell is left out, or 0. */
  async measure(): Promise<MachineFacts> {
    const [disk, network] = await Promise.all([diskFacts(), this.network()]);
    return {
      cpus: cpus().length,
      cpu: this.cpuShare(),
      memoryTotalBytes: totalmem(),
      memoryFreeBytes: freemem(),
      ...disk,
      load: loadavg(),
      ...network,
    };
  }

  private cpuShare(): number {
    const before = this.times;
    this.times = cpuTimes();
    const all = this.times.all - before.all;
    return all > 0 ? (this.times.busy - before.busy) / all : 0;
  }

  private async network(): Promise<
    Pick<MachineFacts, 'networkReceivedPerSecond' | 'networkSentPerSecond'>
  > {
    const before = this.traffic;
    const text = await readFile('/proc/net/dev', 'utf8').catch(() => undefined);
    this.traffic = text === undefined ? undefined : { ...readTraffic(text), at: performance.now() };
    if (!before || !this.traffic) return {};
    const seconds = (this.traffic.at - before.at) / 1000;
    if (seconds <= 0) return {};
    return {
      networkReceivedPerSecond: Math.max(0, this.traffic.received - before.received) / seconds,
      networkSentPerSecond: Math.max(0, this.traffic.sent - before.sent) / seconds,
    };
  }
}

async function diskFacts(): Promise<Pick<MachineFacts, 'diskTotalBytes' | 'diskFreeBytes'>> {
  try {
    const { bsize, blocks, bavail } = await statfs('.');
    return { diskTotalBytes: bsize * blocks, diskFreeBytes: bsize * bavail };
  } catch {
    return { diskTotalBytes: 0, diskFreeBytes: 0 };
  }
}

function cpuTimes(): CpuTimes {
  let all = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { all, busy: all - idle };
}

/** Sums `/proc/net/dev` over all interfaces but the loopback. */
function readTraffic(text: string): { readonly received: number; readonly sent: number } {
  let received = 0;
  let sent = 0;
  for (const line of text.split('\n')) {
    const [name, figures] = line.split(':');
    if (figures === undefined || name?.trim() === 'lo') continue;
    const numbers = figures.trim().split(/\s+/).map(Number);
    received += numbers[0] ?? 0;
    sent += numbers[8] ?? 0;
  }
  return { received, sent };
}
