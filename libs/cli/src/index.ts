export { run } from './run.js';
export { serveSite, type Site, type SiteOptions } from './start/site/serve-site.js';
