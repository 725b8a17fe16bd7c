//! One network: loaded from the bytes of its ONNX file, run on one thread of its own. Always: numbers in, numbers
//! out; which threads there are is settled before the first picture comes.

use std::sync::Arc;

use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// Why models cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file of a network cannot be understood.
    #[error("the model for {network} cannot be loaded")]
    Network {
        /// What the network is for.
        network: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The characters that a network may answer with are missing, or not as many as its answers.
    #[error("the characters of the model for {network} are missing or do not fit it")]
    Characters {
        /// What the network is for.
        network: &'static str,
    },
}

/// A network ran into something that it cannot do: it is not the one that it was taken for.
#[derive(Debug, thiserror::Error)]
#[error("the model for {network} does not run")]
pub(crate) struct RunError {
    network: &'static str,
    source: Option<rten::RunError>,
}

/// A network.
pub(crate) struct Network {
    name: &'static str,
    model: Model,
    threads: Arc<ThreadPool>,
}

impl Network {
    /// Loads a network.
    pub(crate) fn load(
        name: &'static str,
        onnx: &[u8],
        threads: &Arc<ThreadPool>,
    ) -> Result<Self, LoadError> {
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(onnx.to_vec())
            .map_err(|error| LoadError::Network {
                network: name,
                source: Box::new(error),
            })?;
        Ok(Self {
            name,
            model,
            threads: Arc::clone(threads),
        })
    }

    /// Runs it on one input of four dimensions; returns the answer and its shape.
    pub(crate) fn run(&self, input: NdTensor<f32, 4>) -> Result<(Vec<usize>, Vec<f32>), RunError> {
        let failed = |source| RunError {
            network: self.name,
            source,
        };
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let answer = self
            .model
            .run_one(input.into(), Some(options))
            .map_err(|error| failed(Some(error)))?;
        let tensor: rten_tensor::Tensor<f32> = answer.try_into().map_err(|_| failed(None))?;
        let shape = tensor.shape().to_vec();
        Ok((shape, tensor.into_data()))
    }
}
