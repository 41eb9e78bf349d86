import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, hasCommand } from '../packages.ts';
import { run } from '../run.ts';
import type { Report } from '../service.ts';

// The image in docker-compose.yml has the same version (compared by its spec).
export const kafkaVersion = '4.3.0';
const log4jVersion = '2.25.3';

/**
 * The class path of a Kafka broker: fetched once from Maven Central and kept in the user's cache folder.
 *
 * @throws Error when the jars are not there and cannot be fetched
 */
export async function kafkaClassPath(report: Report): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'metamorphosis');
  const jars = join(cache, `kafka-${kafkaVersion}-log4j-${log4jVersion}`);
  if (!existsSync(jars)) await fetchJars(cache, jars, report);
  return join(jars, '*');
}

async function fetchJars(cache: string, jars: string, report: Report): Promise<void> {
  await ensureInstalled('Maven (mvn)', () => hasCommand('mvn'), 'maven', report);
  report(`fetching Kafka ${kafkaVersion} from Maven Central (44 MB, once)`);
  mkdirSync(cache, { recursive: true });
  // Fetched aside and moved when complete: a half-filled folder must not pass for a broker.
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    writeFileSync(join(work, 'pom.xml'), pom());
    await run(
      'mvn',
      [
        '-B',
        '-q',
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        '-DoutputDirectory=jars',
      ],
      { timeoutMs: 600_000, cwd: work },
    );
    if (!existsSync(jars)) renameSync(join(work, 'jars'), jars);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function pom(): string {
  const dependency = (group: string, artifact: string, version: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>metamorphosis</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', log4jVersion)}
  </dependencies>
</project>
`;
}
