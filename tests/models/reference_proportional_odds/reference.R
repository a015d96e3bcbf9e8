# Tests of proportional odds by R, on the frame it simulates here:
#   Rscript reference.R    (R 4.2.2; packages VGAM 1.1-7, ordinal 2022.11-16, sandwich 3.0-2)
# Writes simulated.csv; generalised.csv and likelihood_ratio.csv (ordinal::clm with nominal effects, whose
# errors are of the observed information; VGAM::vglm must agree on estimates and likelihood); brant.csv: Brant's statistic by his formula from glm's logits, and the same from the three logits stacked
# into one glm with clustered errors (G/(G-1) x (n-1)/(n-k), n inspections, k parameters of all logits).
suppressMessages({library(VGAM); library(ordinal); library(sandwich)})
set.seed(1990)
grades <- c("Inadequate", "Requires improvement", "Good", "Outstanding")
n <- 240
frame <- data.frame(la_key = sprintf("A%03d", rep(1:80, each = 3)),
                    turnover_rate = round(rgamma(n, 9, 0.6), 1), caseload = round(rnorm(n, 16.5, 2.5), 1))
# turnover matters at the lower thresholds only: odds are not proportional
at_least <- plogis(cbind(6.5 - 0.10 * frame$turnover_rate, 3.6 - 0.06 * frame$turnover_rate,
                         1.0 + 0.00 * frame$turnover_rate) - 0.16 * frame$caseload)
frame$overall <- grades[1 + rowSums(runif(n) < at_least)]
write.csv(frame, "simulated.csv", row.names = FALSE, quote = FALSE)
frame$grade <- factor(frame$overall, levels = grades, ordered = TRUE)
code <- as.integer(frame$grade)
p <- 2; cuts <- 2:4

# slopes do not depend on the origin; clm wants thresholds that increase at 0
centred <- transform(frame, turnover_rate = turnover_rate - 15, caseload = caseload - 16)
tight <- clm.control(gradTol = 1e-10, maxIter = 200)
plain <- clm(grade ~ turnover_rate + caseload, data = centred, control = tight)
generalised <- function(id, fixed, nominal, parallel) {
  model <- clm(fixed, nominal = nominal, data = centred, control = tight)
  again <- vglm(grade ~ turnover_rate + caseload, cumulative(parallel = parallel), data = centred, epsilon = 1e-12)
  stopifnot(abs(logLik(model) - logLik(again)) < 1e-8)
  slopes <- names(coef(model))[grepl("turnover|caseload", names(coef(model)))]
  sign <- ifelse(grepl("[.]", slopes), -1, 1)  # clm subtracts x'b from a threshold and adds nominal effects to it
  estimates <- sign * coef(model)[slopes]
  stopifnot(abs(sort(estimates) - sort(-coef(again)[grepl("turnover|caseload", names(coef(again)))])) < 1e-6)
  data.frame(free = id, coefficient = slopes, estimate = unname(estimates),
             se_model = sqrt(diag(vcov(model)))[slopes], log_likelihood = as.numeric(logLik(model)), row.names = NULL)
}
fits <- list(
  generalised("all terms", grade ~ 1, ~ turnover_rate + caseload, FALSE),
  generalised("turnover", grade ~ caseload, ~ turnover_rate, FALSE ~ 1 + turnover_rate),
  generalised("caseload", grade ~ turnover_rate, ~ caseload, FALSE ~ 1 + caseload))
write.csv(do.call(rbind, fits), "generalised.csv", row.names = FALSE, quote = FALSE)
gained <- sapply(fits, function(fit) 2 * (fit$log_likelihood[1] - as.numeric(logLik(plain))))
write.csv(data.frame(term = sapply(fits, function(fit) fit$free[1]), df = c(4, 2, 2), statistic = gained),
          "likelihood_ratio.csv", row.names = FALSE, quote = FALSE)

# Brant (1990), section 3
basis <- cbind(1, frame$turnover_rate, frame$caseload)
logits <- lapply(cuts, function(cut) glm(code >= cut ~ turnover_rate + caseload, binomial, frame, epsilon = 1e-14))
better <- sapply(logits, fitted)
bread <- lapply(1:3, function(j) solve(t(basis) %*% (better[, j] * (1 - better[, j]) * basis)))
covariance <- matrix(0, 6, 6)
for (j in 1:3) for (l in 1:3) {
  shared <- better[, max(j, l)] - better[, j] * better[, l]
  block <- bread[[j]] %*% (t(basis) %*% (shared * basis)) %*% bread[[l]]
  covariance[(j - 1) * p + 1:p, (l - 1) * p + 1:p] <- block[-1, -1]
}
coefficients <- unlist(lapply(logits, function(logit) coef(logit)[-1]))

stacked <- do.call(rbind, lapply(cuts, function(cut) transform(frame, cut = factor(cut), better = code >= cut)))
joint <- glm(better ~ cut / (turnover_rate + caseload) - 1, binomial, stacked, epsilon = 1e-14)
ordered_names <- unlist(lapply(cuts, function(cut) paste0("cut", cut, c(":turnover_rate", ":caseload"))))
robust <- vcovCL(joint, cluster = stacked$la_key, type = "HC0", cadjust = FALSE)
robust <- robust * 80 / 79 * (n - 1) / (n - 9)
robust <- robust[ordered_names, ordered_names]
stopifnot(max(abs(coef(joint)[ordered_names] - coefficients)) < 1e-6)

contrasts_of <- function(terms) do.call(rbind, lapply(terms, function(term) t(sapply(2:3, function(j) {
  row <- rep(0, 6); row[term] <- 1; row[(j - 1) * p + term] <- -1; row }))))
wald <- function(terms, v) { d <- contrasts_of(terms)
  gap <- d %*% coefficients
  drop(t(gap) %*% solve(d %*% v %*% t(d), gap)) }
sets <- list(`all terms` = 1:2, turnover = 1, caseload = 2)
write.csv(data.frame(term = names(sets), df = 2 * lengths(sets), statistic = sapply(sets, wald, covariance),
                     statistic_cluster = sapply(sets, wald, robust)), "brant.csv", row.names = FALSE, quote = FALSE)
