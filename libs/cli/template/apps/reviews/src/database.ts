/** The tables of the reviews service. */
export interface Database {
  reviews: ReviewTable;
}

/** Each review. */
export interface ReviewTable {
  id: string;
  owner: string;
  title: string;
}
