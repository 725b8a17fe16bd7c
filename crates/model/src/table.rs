//! Tables: their title, header, typed columns. Always: rows and columns count from 1; whether a column holds
//! personal data is said by its type and its values.

use serde::{Deserialize, Serialize};

use crate::closed_list::closed_list;
use crate::ids::PartNumber;
use crate::part::Span;

closed_list! {
    /// What a column holds.
    ColumnType {
        /// Words.
        Text = "text",
        /// Names of people.
        Person = "person",
        /// Names of organisations.
        Org = "org",
        /// States.
        Country = "country",
        /// Places.
        Place = "place",
        /// Postal addresses.
        Address = "address",
        /// Dates.
        Date = "date",
        /// Times.
        Time = "time",
        /// Amounts of money.
        Amount = "amount",
        /// Currencies.
        Currency = "currency",
        /// Volumes of data.
        Bytes = "bytes",
        /// Numbers that count or number.
        Count = "count",
        /// Identity numbers of people.
        IdNumber = "id_number",
        /// Passport numbers.
        Passport = "passport",
        /// Telephone numbers.
        Phone = "phone",
        /// Mail addresses.
        Email = "email",
        /// URLs.
        Url = "url",
        /// IP addresses.
        Ip = "ip",
        /// Account names or numbers.
        Account = "account",
        /// Coordinates.
        Coordinate = "coordinate",
        /// Occupations.
        Occupation = "occupation",
        /// Flights.
        Flight = "flight",
        /// Number plates.
        Plate = "plate",
        /// Anything else.
        Other = "other",
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its header, letter for letter; empty where there is none.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Whether it holds data of persons that must be masked.
    pub sensitive: bool,
    /// Rows in which it is filled.
    pub filled: u64,
}

/// A table of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The part that it begins in.
    pub part: PartNumber,
    /// The part that it ends in: that of a long sheet is cut into several.
    pub last_part: PartNumber,
    /// Number in the part, from 1.
    pub number: u32,
    /// The sheet's name, if it is on one.
    pub sheet: Option<String>,
    /// Its title, letter for letter.
    pub title: Option<String>,
    /// Row of the source (as its locator counts) that holds the header; none where there is none.
    pub header_row: Option<u32>,
    /// Column of the source that holds the first of its columns, from 1.
    pub first_column: u32,
    /// Rows of data.
    pub rows: u64,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Where the header stands, or the first row.
    pub span: Span,
}

/// One row of data of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// Row of the source, as its locator counts.
    pub row: u32,
    /// For each column where its value stands; none where it is empty.
    pub cells: Vec<Option<Span>>,
}
