import { clientSize } from './size.ts';

const { minified, gzipped, brotli } = await clientSize();
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
console.log('@metamorphosis/client with graphql-ws, bundled for a page:');
console.log(`  minified ${kib(minified)}, gzip ${kib(gzipped)}, brotli ${kib(brotli)}`);
