export { openPlatform, openPorts, type Platform, type Ports } from './open-platform.js';
export { hasServiceStore, openServiceStore } from './open-service-store.js';
export { openService, type ServiceConnections } from './open-service.js';
export { inheritedEnvironment, readSettings, shownSettings } from './settings/read-settings.js';
export { readSecrets } from './settings/secrets.js';
export { SETTINGS, type Settings } from './settings/settings.js';
export { namespacedLog } from './log/namespaced-log.js';
export type { Setting } from './settings/setting.js';
export { readAuthCode, requireAuthCode } from './settings/auth-code.js';
