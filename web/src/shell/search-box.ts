/** The box that `/` goes to, on whichever page it stands. */
export const SEARCH_BOX = "search-box";
