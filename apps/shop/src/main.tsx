import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { openShopClient } from './shop-client/shop-client.js';
import { ShopContext } from './shop-client/use-shop.js';
import './shop.css';

const place = document.getElementById('root');
if (!place) throw new Error('The page has no #root.');
const root = createRoot(place);

root.render(<p className="opening">Opening the shop …</p>);
try {
  const shop = await openShopClient();
  root.render(
    <ShopContext.Provider value={shop}>
      <App />
    </ShopContext.Provider>,
  );
} catch (error) {
  root.render(<p role="alert">The shop cannot be opened: {String(error)}</p>);
}
