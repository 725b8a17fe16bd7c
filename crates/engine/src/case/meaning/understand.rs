//! Understanding what was read: each document by itself, several at once. Always: a document whose understanding
//! comes to grief costs only itself, and is not tried again by the same version.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use daylight_model::{BlobId, Part, Understanding};
use daylight_understand::Document as Text;
use daylight_understand::name::Lac;

use crate::store::Understood;

use super::super::{Case, CaseError};
use super::KnownNames;

/// Documents are taken so many at once.
const BATCH: usize = 256;

impl Case {
    /// Understands what was read and not yet understood, or understood by another version or with other names.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::Index`]; [`CaseError::Interrupted`] where `stop` was set.
    pub fn understand(
        &self,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(u64, u64),
    ) -> Result<(), CaseError> {
        let names = self.known_names();
        let mut done = 0;
        loop {
            let blobs = self.ledger.to_understand(&names.version, BATCH)?;
            if blobs.is_empty() {
                // Who wrote to whom is known only now.
                return self.bring_index_up_to_date();
            }
            let of = done + blobs.len() as u64;
            self.understand_all(&names, &blobs, stop)?;
            done = of;
            watch(done, of);
            if stop.load(Ordering::Relaxed) {
                return Err(CaseError::Interrupted);
            }
        }
    }

    fn understand_all(
        &self,
        names: &KnownNames,
        blobs: &[BlobId],
        stop: &AtomicBool,
    ) -> Result<(), CaseError> {
        let model = names.model()?;
        let next = AtomicU64::new(0);
        let failure = Mutex::new(None);
        thread::scope(|scope| {
            for _ in 0..self.readers.threads.max(1) {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let index = next.fetch_add(1, Ordering::Relaxed) as usize;
                        let Some(blob) = blobs.get(index) else { return };
                        if let Err(error) = self.understand_one(names, model, *blob) {
                            let mut failure =
                                failure.lock().unwrap_or_else(|held| held.into_inner());
                            failure.get_or_insert(error);
                            return;
                        }
                    }
                });
            }
        });
        match failure
            .into_inner()
            .unwrap_or_else(|held| held.into_inner())
        {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn understand_one(
        &self,
        names: &KnownNames,
        model: Option<&Lac>,
        blob: BlobId,
    ) -> Result<(), CaseError> {
        let Some(document) = self.ledger.document(blob)? else {
            return Ok(());
        };
        let parts = self.ledger.parts(blob)?;
        let parts: Vec<Part> = parts.into_iter().map(|part| part.part).collect();
        let path = document.paths.first().map_or("", String::as_str);
        let text = Text {
            name: path.rsplit('/').next().unwrap_or_default(),
            media_type: &document.summary.media_type,
            parts: &parts,
        };
        // What stands in a leak must not end the run, whatever a rule makes of it.
        let understood = catch_unwind(AssertUnwindSafe(|| {
            names.understander.read_with(&text, model)
        }));
        let understanding = match understood {
            Ok(understanding) => understanding,
            Err(_) => {
                eprintln!("daylight: {path}: it was read, but understanding it failed");
                Understanding::default()
            }
        };
        self.ledger.keep_understanding(
            blob,
            &Understood {
                generation: document.generation,
                version: names.version.clone(),
                understanding,
            },
        )?;
        Ok(())
    }
}
