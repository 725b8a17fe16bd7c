//! What services made of texts. Always: of two translations of one stretch by one translator the later stays.

use daylight_model::{BlobId, PartNumber, Span};
use rusqlite::{Connection, Transaction, params};

use super::columns::{nanoseconds, time};
use super::failure::Failure;
use crate::store::translation::{TranslatedSegment, Translation, Translator};

const WHAT: &str = "a translation";

pub(super) fn keep(
    transaction: &Transaction<'_>,
    blob: BlobId,
    translator: &Translator,
    segments: &[TranslatedSegment],
) -> Result<(), Failure> {
    let Translator {
        api,
        service,
        model,
        target,
    } = translator;
    let key = params![blob.as_bytes(), api, service, model, target];
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO translation (blob, api, service, model, target)
             SELECT id, ?2, ?3, ?4, ?5 FROM blob WHERE hash = ?1",
        )?
        .execute(key)?;
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO translation_segment (translation, part, first, past, sent, text, lost, at)
         SELECT translation.id, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM translation JOIN blob ON blob.id = translation.blob
         WHERE blob.hash = ?1 AND api = ?2 AND service = ?3 AND model = ?4 AND target = ?5",
    )?;
    for segment in segments {
        let lost = serde_json::to_string(&segment.lost).map_err(Failure::because(WHAT))?;
        insert.execute(params![
            blob.as_bytes(),
            api,
            service,
            model,
            target,
            segment.span.part.0,
            segment.span.start,
            segment.span.end,
            segment.sent,
            segment.text,
            lost,
            nanoseconds(segment.at),
        ])?;
    }
    Ok(())
}

pub(super) fn of_blob(connection: &Connection, blob: BlobId) -> Result<Vec<Translation>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT api, service, model, target, part, first, past, sent, text, lost, at
         FROM translation JOIN blob ON blob.id = translation.blob
             JOIN translation_segment ON translation_segment.translation = translation.id
         WHERE blob.hash = ?1 ORDER BY api, service, model, target, part, first",
    )?;
    let mut rows = statement.query([blob.as_bytes()])?;
    let mut translations: Vec<Translation> = Vec::new();
    while let Some(row) = rows.next()? {
        let translator = Translator {
            api: row.get(0)?,
            service: row.get(1)?,
            model: row.get(2)?,
            target: row.get(3)?,
        };
        let lost: String = row.get(9)?;
        let segment = TranslatedSegment {
            span: Span {
                part: PartNumber(row.get(4)?),
                start: row.get(5)?,
                end: row.get(6)?,
            },
            sent: row.get(7)?,
            text: row.get(8)?,
            lost: serde_json::from_str(&lost).map_err(Failure::because(WHAT))?,
            at: time(row, 10)?,
        };
        match translations.last_mut() {
            Some(last) if last.translator == translator => last.segments.push(segment),
            _ => translations.push(Translation {
                translator,
                segments: vec![segment],
            }),
        }
    }
    Ok(translations)
}
