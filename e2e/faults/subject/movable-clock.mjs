// Loaded before a process's own program: SIGUSR2 sets its clock forward by an hour, and the next one back again.
const HOUR_MS = 60 * 60 * 1000;
const RealDate = Date;
let shiftMs = 0;

globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + shiftMs);
    else super(...args);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};

process.on('SIGUSR2', () => {
  shiftMs = shiftMs === 0 ? HOUR_MS : 0;
});
