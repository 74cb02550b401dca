"""What frameworks have that is no function of one number: their names, and why.

Patterns stand for families of names, as of a shell: `Conv*`. A name that fits none is unknown, so
that the tests, which walk the frameworks, tell of one that is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

# Activations and losses; these are known without the name of their framework as well.
NO_CURVES: Mapping[str, str] = {
    "crelu CReLU concatenated_relu": ("it has two outputs for each input, relu(x) and relu(-x)"),
    "gumbel_softmax": ("it draws anew each time; softmax is what it comes to on average"),
    "Softmax2d": ("it is softmax over channels of an image; softmax is its slice"),
    "AdaptiveLogSoftmaxWithLoss": (
        "its classes are clustered and have weights; log_softmax is near"
    ),
    "AlphaDropout alpha_dropout FeatureAlphaDropout feature_alpha_dropout GaussianDropout "
    "GaussianNoise": ("it adds noise that hangs on all units; dropout shows the kind"),
    "normalize standardize": ("it depends on all numbers of a vector"),
    "CTC ctc CTCLoss ctc_loss ctc_loss_with_forward_probs ctc_decode": (
        "it sums over all alignments of a sequence"
    ),
    "TripletMarginLoss triplet_margin_loss TripletMarginWithDistanceLoss "
    "triplet_margin_with_distance_loss TripletLoss TripletSemiHardLoss TripletHardLoss": (
        "it compares three vectors; margin_ranking is its slice"
    ),
    "CosineEmbeddingLoss cosine_embedding_loss CosineSimilarity cosine_similarity "
    "cosine_distance CosineLoss": ("it compares two vectors by their angle"),
    "PairwiseDistance pairwise_distance pdist cdist": ("it is the distance of two vectors"),
    "ContrastiveLoss ntxent NPairsLoss NpairsLoss LiftedStructLoss": (
        "it compares pairs of vectors"
    ),
    "Circle circle": ("it weighs all pairs of a batch against each other"),
    "Dice dice dice_loss DiceLoss binary_dice_loss multiclass_generalized_dice_loss Tversky "
    "tversky GIoULoss": ("it is a ratio of sums over a whole mask"),
    "MultiLabelMarginLoss multilabel_margin_loss": (
        "it compares every right class with every wrong one; multi_margin is its slice"
    ),
    "multiclass_sparsemax_loss": ("it projects all scores at once; sparsemax_loss is that of two"),
    "ranking_softmax_loss": ("it depends on the whole list that is ranked"),
    "make_fenchel_young_loss": ("it makes a loss of a function; draw that loss"),
    "smooth_labels": ("it changes labels; the cross-entropies take label_smoothing"),
    "LinearCrossEntropyLoss linear_cross_entropy LinearCrossEntropyOptions": (
        "it multiplies by weights first; sparse_softmax_cross_entropy is what follows"
    ),
    "nce_loss sampled_softmax_loss": ("it draws classes at random; softmax_cross_entropy is near"),
    "EarthMoverDistance WassersteinLoss": ("it compares two distributions of many examples"),
    "NegativeLogLikelihood ReconstructionLoss VRClassReward MeanBiasError EmptyLoss": (
        "it is a mean over examples or a loss of a model; nll is a term of it"
    ),
}

# Mathematics: what to type instead, in x.
FORMULAS: Mapping[str, str] = {
    "abs absolute fabs Abs": "abs(x)",
    "negative Neg": "-x",
    "reciprocal Reciprocal": "1/x",
    "square": "x**2",
    "sqrt Sqrt": "sqrt(x)",
    "rsqrt": "1/sqrt(x)",
    "cbrt": "sign(x)*abs(x)**(1/3)",
    "exp2": "2**x",
    "expm1": "expm1(x)",
    "log Log": "log(x)",
    "log10": "log10(x)",
    "log2": "log2(x)",
    "log1p": "log1p(x)",
    "log1mexp": "log(-expm1(-x))",
    "tan Tan": "tan(x)",
    "sinh Sinh": "sinh(x)",
    "cosh Cosh": "cosh(x)",
    "arcsin Asin": "arcsin(x)",
    "arccos Acos": "arccos(x)",
    "arccosh Acosh": "arccosh(x)",
    "arctanh Atanh": "arctanh(x)",
    "erf Erf": "erf(x)",
    "erfc": "erfc(x)",
    "sinc": "sin(pi*x)/(pi*x)",
    "sign Sign": "sign(x)",
    "floor Floor": "floor(x)",
    "ceil Ceil": "ceil(x)",
    "round Round": "round(x)",
    "trunc": "sign(x)*floor(abs(x))",
    "clip Clip": "clip(x, -1, 1)",
    "deg2rad": "x*pi/180",
    "rad2deg": "x*180/pi",
    "Scaler Rescaling": "2*x + 1",
}

# All the rest, known with the name of its framework alone.
OTHERS: Mapping[str, str] = {
    "*Conv* conv* depthwise_conv separable_conv *Linear *LinearOp Linear* linear bilinear "
    "Bilinear Dense* EinsumDense Einsum *Embed* embedding* *RNN* GRU* *LSTM* SimpleCell "
    "MGUCell Bidirectional LoRA* *Attention* *attention* multi_head_attention_forward "
    "Transformer* BatchApply Fp8* NANOOFp8* Gemm SVM* TreeEnsemble* QLinear* LinearClassifier "
    "LinearRegressor StackedRNNCells *Embedding": (
        "it is a layer of weights, not a function of one number"
    ),
    "*Pool* *pool* *Norm* *norm *LRN* LpNormalization *normalization* *Normalization "
    "Normalizer local_response_norm normalize Mean* Reduce* Sum sum mean median prod nan* "
    "amin amax min max argm* std var quantile percentile average* Average all any "
    "count_nonzero moments ArgM* TopK top_k *sort* logmeanexp logsumexp Cum* cum* segment_* "
    "trapezoid ptp corrcoef psnr in_top_k histogram bincount digitize searchsorted kaiser "
    "hamming hanning blackman bartlett *Window* unique Unique nan_to_num": (
        "it depends on many numbers, not on one"
    ),
    "add Add subtract Subtract Sub multiply Multiply Mul divide* Div true_divide floor_divide "
    "power Pow mod Mod fmod arctan2 hypot logaddexp* nextafter ldexp gcd lcm maximum minimum "
    "Maximum Minimum Max Min fmax fmin kron cross *dot dot Dot matmul MatMul* einsum outer "
    "inner tensordot vdot bitwise_* Bit* *shift logical_* And Or Not Xor *equal* Equal "
    "Greater* Less* less* greater* is* Is* allclose signbit Where where select *mm scaled_* "
    "*scaled_*": ("it takes two numbers or tests one; write the formula in x"),
    "*Pad* pad *Flatten* Unflatten Fold fold unfold Unfold *Shuffle *Unshuffle *shuffle "
    "*unshuffle Reshape reshape *Reshape Permute Repeat* repeat tile Tile *stack* *split* "
    "*Split* *concat* *Concat* expand_dims Expand *squeeze* *Squeeze flip* Flip roll rot90 "
    "transpose Transpose swapaxes moveaxis ravel rearrange take* gather* Gather* scatter* "
    "Scatter* slice* Slice slice broadcast_to Crop* *Crop* *Sampl* Upsampl* upsample* "
    "interpolate Resize Resizing grid_sample GridSample affine_grid AffineGrid "
    "channel_shuffle depth_to_space space_to_depth DepthToSpace SpaceToDepth Col2Im Trilu "
    "tril tri triu Compress Shape Size shape size ndim view* get_item diag* diff append "
    "extract_sequences Sequence* Optional* ReverseSequence RotaryEmbedding vectorize*": (
        "it moves numbers about and does not change them"
    ),
    "Random* random_* Rand* Bernoulli Multinomial AugMix AutoContrast CutMix MixUp "
    "Equalization Contrast* Solarization Pipeline *Transform *Noise* multi_normal": (
        "it is random or changes whole images"
    ),
    "arange linspace logspace geomspace full* ones* zeros* empty* eye EyeLike identity "
    "meshgrid vander Constant* Range array copy *init multi_hot one_hot OneHot* "
    "init_with_output": ("it makes numbers and takes none"),
    "*fft* *FFT* DFT STFT stft istft *Spectrogram MelWeightMatrix cholesky* det Det slogdet "
    "logdet eig* inv pinv *inverse* qr svd solve* lstsq lu_factor matrix_rank norm correlate "
    "convolve nnls power_iteration polar angle real imag conj* i0 erfinv heaviside": (
        "it works on matrices, signals or complex numbers, or has no formula here"
    ),
    "*State ApplyEvery Should* Wrapped* ZoomL* exponential_decay *Params *schedule* Schedule "
    "ScalarOrSchedule scale* ada* Ada* adam* nadam* radam lamb lars lbfgs lion lookahead nov* "
    "polyak* rmsprop rprop sgd* sign_sgd signum sm3 yogi fromage noisy_sgd optimistic* "
    "amsgrad *Opt* Optimizer clip_by* ema EMA apply_* *Updates update_* trace centralize "
    "chain named_chain *transform* *Transform* mask* Mask* *masked freeze freez* flatten* "
    "inject* incremental_update keep_params* per_* periodic_update piecewise* safe_* "
    "selective* skip_* *Steps* stateless* zero_nans bias_correction add_* conditionally_* "
    "init_empty* monitor microbatch snapshot partition with_* tree_* measure_with_ema "
    "set_to_zero normalize_by* *Fn Momentum Gradient multi_* reduce_* Snapshot*": (
        "it is a step of an optimizer, not a function of one number"
    ),
    "Module* *Module* Parameter* *Parameter Buffer *Buffer Sequential Container Layer Wrapper "
    "Lambda Activation ActivityRegularization Input* DataParallel Loss Reduction get serialize "
    "deserialize cast Cast* *Variable* convert_to* custom_* cond scan Scan *map* fori_loop "
    "while_loop switch If Loop stop_gradient shape_* is_tensor jvp vjp grad jit* vmap pmap "
    "remat* checkpoint compact* named_* *_call* *sharding* *partition* Partition* *axis* "
    "*axes* *mesh* tabulate unbox apply share_* lift* transforms nowrap intercept* merge* "
    "Frozen* Deny* map_variables fold_rngs *metadata* factory_kwargs handle_torch* has_torch* "
    "boolean_dispatch assert_* Callable DType Optional Tensor *Type Final *dtype* "
    "ImageDecoder ArrayFeature* Imputer *Encod* *Vectorizer *Lookup *Hash* *Mapper ZipMap "
    "String* Regex* Text* Tfidf* NonMaxSuppression NonZero nonzero RoiAlign *Linear* "
    "Dequantize* Quantize* *Quantize* Discretization MaxNum* TFSM* Torch* Jax* Flax* "
    "TimeDistributed UnitNorm* LabelEncoder Binarizer TensorScatter CenterCrop* "
    "associative_scan unravel_index unstack saturate_cast get_scaled_dot* *State* state* "
    "*Metric* Rng* rng* *rng* Rngs Param Pytree Object Static static reseed restore_* vars_as "
    "Data Dict List Cache Carry Intermediate Perturbation PathContains OfType WithTag "
    "*Context Graph* graph* Nothing Not Any All Everything Diff* BatchStat Initializer as_* "
    "call capture check* clone current_* data* display eval_shape filter_state find_* from_* "
    "has_* iter_* make_* pop prefix pure* recursive_map register_* replace_* set_* split* "
    "to_* unflatten unpack update use_* using_* value_and_grad* var_* variable* view while_* "
    "WeightNorm abstract_* cached_* Missing* get_* is_* override_* enable_* disable_* "
    "logical_* Logically* Optimized* combine_* flatten train* Train*": (
        "it is a part of the framework that holds or moves code"
    ),
}


def why_no_curve(name: str, bare: bool = False) -> str | None:
    """Return why the function of a framework with this last name is no curve, None if not known.

    A bare name comes without that of a framework, and has to be an activation or a loss.
    """
    for names, reason in NO_CURVES.items():
        if name in names.split():
            return f"is no function of one number: {reason}"
    if bare:
        return None
    for names, formula in FORMULAS.items():
        if name in names.split():
            return f"is a function of the language; type {formula!r} in its place"
    for patterns, reason in OTHERS.items():
        if any(fnmatchcase(name, pattern) for pattern in patterns.split()):
            return f"is no curve: {reason}"
    return None
