import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InjectDataDirectory } from '@metamorphosis/nest';
import { Mailer, type Mail } from './mailer.js';

/**
 * Puts mails as files into `mails` of the data directory, one for each key. The name is the
 * idempotency key: a mail that is sent again finds its file there.
 */
@Injectable()
export class FileMailer extends Mailer {
  private readonly directory: string;

  constructor(@InjectDataDirectory() dataDirectory: string) {
    super();
    this.directory = join(dataDirectory, 'mails');
  }

  async send(mail: Mail): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    const draft = join(this.directory, `.${randomUUID()}`);
    await writeFile(draft, JSON.stringify(mail, undefined, 2));
    try {
      // Whole or not at all, and never over another one.
      await link(draft, join(this.directory, `${mail.key}.json`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }
}
