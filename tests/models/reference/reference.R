# Estimates by R of the specifications in specifications.txt; made sample_reference.csv:
#   python tables.py TABLES && Rscript reference.R TABLES specifications.txt sample_reference.csv
# Made with R 4.2.2, MASS 7.3-58.2, ordinal 2022.11-16, sandwich 3.0-2, VGAM 1.1-7, numDeriv 2016.8-1.1.
# R reads the grammar, chooses the sample, drops incomplete cases and codes the factors by itself.
# Clustered errors: sandwich::vcovCL, HC1 with the G/(G-1) factor; k counts thresholds.
suppressMessages({library(MASS); library(ordinal); library(sandwich); library(VGAM)})
options(contrasts = c("contr.treatment", "contr.poly"))
grades <- c("Inadequate", "Requires improvement", "Good", "Outstanding")
measures <- c(turnover = "turnover_rate", caseload = "caseload", agency = "agency_rate", vacancy = "vacancy_rate",
              absence = "absence_rate")
contexts <- c(deprivation = "deprivation_score", log_population = "population_0_17", cin_rate = "cin_rate_10k")
arguments <- commandArgs(trailingOnly = TRUE)

read <- function(name) {
  codes <- c(la_key = "character", return_group = "character", inspection_id = "character")
  header <- names(read.csv(file.path(arguments[1], paste0(name, ".csv")), nrows = 1, check.names = FALSE))
  read.csv(file.path(arguments[1], paste0(name, ".csv")), colClasses = codes[names(codes) %in% header])
}
distances <- sapply(c("lag0", "lag1", "lag2", "lead1", "lead2"), read, simplify = FALSE)
context <- read("context")
regions <- read("regions")

parse <- function(id) {
  pieces <- strsplit(id, "|", fixed = TRUE)[[1]]
  spec <- list(outcome = pieces[1], terms = strsplit(pieces[2], "+", fixed = TRUE)[[1]], family = "ordered_logit",
               sample = "primary", lag = "0", lead = "", turnover = "fte", effects = character(), cluster = "la")
  for (piece in strsplit(pieces[-(1:2)], "=", fixed = TRUE))
    spec[[piece[1]]] <- if (piece[1] == "effects") strsplit(piece[2], "+", fixed = TRUE)[[1]] else piece[2]
  spec
}

at_distance <- function(spec) {
  if (spec$lead != "") return(distances[paste0("lead", spec$lead)])
  if (spec$lag == "mean3") distances[c("lag0", "lag1", "lag2")] else distances[paste0("lag", spec$lag)]
}

in_sample <- function(rows, years, name) {
  least <- switch(name, all = -Inf, fte50 = 50, 20)
  in_order <- order(rows$inspection_date, rows$inspection_id)
  one_each <- function(order) seq_len(nrow(rows)) %in% order[!duplicated(rows$la_key[order])]
  chosen <- switch(name,
    london = grepl("^E09", rows$ons_code_published), no_london = !grepl("^E09", rows$ons_code_published),
    standard = rows$inspection_type == "standard", short = rows$inspection_type == "short",
    first = one_each(in_order), latest = one_each(rev(in_order)),
    no_covid = !apply(years == 2020 | years == 2021, 1, any), TRUE)
  chosen & (least < 0 | (!is.na(rows$inpost_fte) & rows$inpost_fte >= least))
}

# The 31 March on or before the first day.
background <- function(rows, column) {
  day <- as.Date(rows$inspection_date)
  year <- as.integer(format(day, "%Y")) - (format(day, "%m%d") < "0331")
  context[[column]][match(paste(rows$la_key, year), paste(context$la_key, context$year))]
}

complete_cases <- function(spec) {
  tables <- at_distance(spec)
  rows <- distances$lag0
  mean_of <- function(column) Reduce(`+`, lapply(tables, `[[`, column)) / length(tables)
  frame <- data.frame(grade = factor(rows[[spec$outcome]], grades, ordered = TRUE), la_key = rows$la_key,
                      cluster = if (spec$cluster == "la") rows$la_key else tables[[1]]$return_group)
  for (term in intersect(spec$terms, names(measures)))
    frame[[term]] <- mean_of(if (term == "turnover" && spec$turnover == "headcount") "turnover_rate_headcount"
                             else measures[[term]])
  for (term in intersect(spec$terms, names(contexts))) {
    values <- background(rows, contexts[[term]])
    frame[[term]] <- if (term == "log_population") log(values) else values
  }
  if ("previous_grade" %in% spec$terms) frame$previous_grade <- factor(rows$previous_overall, grades)
  region <- sub("^(Inner|Outer) London$", "London", regions$region[match(rows$la_key, regions$la_key)])
  if ("region" %in% spec$effects) frame$region <- factor(region, sort(unique(region), method = "radix"))
  if ("census_year" %in% spec$effects) frame$census_year <- factor(tables[[1]]$census_year)
  linked <- Reduce(`&`, lapply(tables, function(table) table$link_status == "linked"))
  years <- sapply(tables, `[[`, "census_year")
  frame <- droplevels(frame[in_sample(rows, years, spec$sample) & linked & complete.cases(frame), ])
  frame$grade <- factor(frame$grade, grades, ordered = TRUE)
  if ("Good" %in% levels(frame$previous_grade)) frame$previous_grade <- relevel(frame$previous_grade, ref = "Good")
  frame
}

our_name <- function(term) {
  term <- sub("^(previous_grade|region|census_year)(?=.)", "\\1:", term, perl = TRUE)
  ifelse(grepl("|", term, fixed = TRUE), paste0("threshold:", sub("|", "/", term, fixed = TRUE)), term)
}

result <- function(frame, terms, estimate, model_errors, clustered, likelihood, clusters = frame$cluster)
  data.frame(term = our_name(terms), estimate = unname(estimate), se_model = unname(model_errors),
             se_cluster = unname(clustered), log_likelihood = as.numeric(likelihood), n = nrow(frame),
             n_clusters = length(unique(clusters)), row.names = NULL)

of_model <- function(model, frame, terms = names(coef(model)), signs = 1)
  result(frame, terms, signs * coef(model), sqrt(diag(vcov(model)))[seq_along(coef(model))],
         sqrt(diag(vcovCL(model, cluster = frame$cluster, type = "HC1", cadjust = TRUE))), logLik(model))

largest <- c(polr = 0, vglm = 0, clmm = 0)
compare <- function(model, frame, formula) {
  others <- list(
    polr = function() coef(polr(formula, frame, control = list(reltol = 1e-14, maxit = 1000))),
    vglm = function() -coef(vglm(formula, cumulative(parallel = TRUE), frame, epsilon = 1e-12, maxit = 100)))
  for (name in names(others)) {
    found <- suppressWarnings(others[[name]]())[names(model$beta)]
    largest[name] <<- max(largest[name], abs(found / model$beta - 1))
  }
}

ordered_model <- function(frame, formula, link) {
  model <- clm(formula, data = frame, link = link, control = clm.control(gradTol = 1e-9, maxIter = 300))
  if (link == "logit") compare(model, frame, formula)
  of_model(model, frame)
}

# Log-likelihood of each authority by the trapezium rule, which is not the rule that clmm uses.
by_authority <- function(at, x, y, group) {
  z <- seq(-9, 9, by = 0.1)
  p <- ncol(x)
  theta <- c(-Inf, at[p + 1:3], Inf)
  eta <- drop(x %*% at[seq_len(p)])
  shift <- outer(eta, at[p + 4] * z, `+`)
  given <- log(plogis(theta[y + 1] - shift) - plogis(theta[y] - shift))
  log(drop(exp(rowsum(given, group)) %*% (0.1 * dnorm(z))))
}

joined <- function(authority, cluster) {
  label <- seq_along(authority)
  repeat {
    before <- label
    for (shared in list(authority, cluster)) label <- ave(label, shared, FUN = min)
    if (all(label == before)) return(label)
  }
}

# Starts from clmm's estimates (15-point adaptive Gauss-Hermite) and goes on to the maximum by Newton's steps.
random_intercept <- function(frame, formula) {
  frame$authority <- factor(frame$la_key)
  mixed <- suppressWarnings(clmm(update(formula, . ~ . + (1 | authority)), data = frame, nAGQ = 15,
                                 control = clmm.control(gradTol = 1e-8, maxIter = 1000, maxLineIter = 200)))
  x <- model.matrix(formula, frame)[, -1, drop = FALSE]
  likelihoods <- function(at) by_authority(at, x, as.integer(frame$grade), frame$authority)
  at <- start <- c(mixed$beta, mixed$alpha, sd = unname(sqrt(unlist(VarCorr(mixed)))))
  for (step in 1:3) {
    scores <- numDeriv::jacobian(likelihoods, at)
    bread <- solve(-numDeriv::hessian(function(at) sum(likelihoods(at)), at))
    if (step < 3) at <- at + drop(bread %*% colSums(scores))
  }
  largest["clmm"] <<- max(largest["clmm"], abs(start / at - 1))
  together <- joined(frame$la_key, frame$cluster)
  summed <- rowsum(scores, together[match(levels(frame$authority), frame$la_key)])
  clusters <- nrow(summed)
  n <- nrow(frame)
  correction <- clusters / (clusters - 1) * (n - 1) / (n - length(at))
  robust <- correction * bread %*% crossprod(summed) %*% bread
  terms <- c(names(mixed$beta), names(mixed$alpha), "sd:authority")
  result(frame, terms, at, sqrt(diag(bread)), sqrt(diag(robust)), logLik(mixed), together)
}

yes_or_no <- function(frame, formula, cut) {
  frame$yes <- as.integer(frame$grade) > cut
  model <- glm(update(formula, yes ~ .), binomial, frame, epsilon = 1e-14, maxit = 100)
  threshold <- paste(grades[cut + 0:1], collapse = "|")
  constant <- names(coef(model)) == "(Intercept)"
  of_model(model, frame, ifelse(constant, threshold, names(coef(model))), ifelse(constant, -1, 1))
}

as_numbers <- function(frame, formula) {
  frame$points <- as.integer(frame$grade)
  model <- lm(update(formula, points ~ .), frame)
  of_model(model, frame, sub("(Intercept)", "intercept", names(coef(model)), fixed = TRUE))
}

estimate <- function(id) {
  spec <- parse(id)
  frame <- complete_cases(spec)
  formula <- reformulate(c(spec$terms, spec$effects), "grade")
  rows <- switch(spec$family,
    ordered_logit = ordered_model(frame, formula, "logit"), ordered_probit = ordered_model(frame, formula, "probit"),
    ordered_logit_re = random_intercept(frame, formula), ols_grade = as_numbers(frame, formula),
    logit_good_or_better = yes_or_no(frame, formula, 2), logit_not_inadequate = yes_or_no(frame, formula, 1))
  cbind(spec_id = id, rows)
}

ids <- readLines(arguments[2])
said <- function(id) tryCatch(estimate(id), error = function(error) {
  message(id, ": ", conditionMessage(error))
  data.frame(spec_id = id, term = "", estimate = NA, se_model = NA, se_cluster = NA, log_likelihood = NA, n = NA,
             n_clusters = NA)
})
all <- do.call(rbind, lapply(ids, said))
numbers <- c("estimate", "se_model", "se_cluster", "log_likelihood")
all[numbers] <- lapply(all[numbers], function(value) signif(value, 10))
write.csv(all, arguments[3], row.names = FALSE, quote = FALSE)
message("Largest relative difference of a coefficient from other programs: ",
        paste(names(largest), signif(largest, 2), collapse = ", "))
