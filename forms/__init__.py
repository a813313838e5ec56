"""What is asked: questionnaires, campaigns, respondents, and the fillable documents that carry them.

Ground floor of the product: this package imports nothing of ours.
"""
